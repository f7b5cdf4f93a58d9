/** What the elements of LDAP mean to a beginner. RFC 4511. */

/** Types of BER itself, by their tag. X.690, 8; those of LDAP's own depend on their place. */
export const types: Readonly<Record<number, string>> = {
  1: 'boolean',
  2: 'integer',
  4: 'text',
  5: 'nothing',
  10: 'one of a list',
  48: 'sequence',
  49: 'set',
};

export const operations: Readonly<Record<number, [name: string, meaning: string]>> = {
  66: ['unbind', 'goodbye; no answer follows'],
  74: ['delete', 'take an entry away'],
  80: ['abandon', 'never mind that question'],
  96: ['bind request', 'I say who I am'],
  97: ['bind response', 'whether that is believed'],
  99: ['search request', 'which entries fit?'],
  100: ['search entry', 'an entry that fits'],
  101: ['search done', 'that was all, and how it went'],
  102: ['modify', 'change an entry'],
  103: ['modify response', 'whether it was changed'],
  104: ['add', 'a new entry'],
  105: ['add response', 'whether it was added'],
  107: ['delete response', 'whether it was taken away'],
  108: ['rename', 'give an entry another name'],
  109: ['rename response', 'whether it was renamed'],
  110: ['compare request', 'has this entry this value?'],
  111: ['compare response', 'yes or no'],
  119: ['extended request', 'something that has been added to LDAP later'],
  120: ['extended response', 'the answer to something added later'],
};

export const resultCodes: Readonly<Record<number, string>> = {
  0: 'success',
  1: 'operationsError',
  2: 'protocolError: this makes no sense',
  3: 'timeLimitExceeded',
  4: 'sizeLimitExceeded: there are more than were wanted',
  5: 'compareFalse: no',
  6: 'compareTrue: yes',
  7: 'authMethodNotSupported: not this way of logging in',
  16: 'noSuchAttribute: the entry has no such line',
  32: 'noSuchObject: there is no entry of this name',
  34: 'invalidDNSyntax: this is no name',
  49: 'invalidCredentials: wrong name or password, and it does not say which',
  50: 'insufficientAccessRights: not allowed',
  53: 'unwillingToPerform: the server could, and will not',
};

export const scopes: Readonly<Record<number, string>> = {
  0: 'this entry alone',
  1: 'the entries right below it',
  2: 'this entry and all below it',
};

export const derefs: Readonly<Record<number, string>> = {
  0: 'never follow an alias',
  1: 'follow aliases below the start',
  2: 'follow an alias at the start',
  3: 'always follow aliases',
};

export const filters: Readonly<Record<number, [name: string, meaning: string]>> = {
  135: ['present', 'there is a value of'],
  160: ['and', 'all of these'],
  161: ['or', 'one of these'],
  162: ['not', 'not this'],
  163: ['equal', 'this attribute has this value'],
  164: ['substrings', 'a value has these parts'],
  165: ['at least', 'a value is this or comes after it'],
  166: ['at most', 'a value is this or comes before it'],
  168: ['about', 'a value is about this'],
};
