/** Numbers of TLS and their names: RFC 8446, sections 4 and 5, and IANA's registries. */
export const recordTypes: Record<number, [name: string, meaning: string]> = {
  20: [
    'change cipher spec',
    'a leftover of older TLS, sent so that old machines on the way are not confused',
  ],
  21: ['alert', 'something ends here: a complaint, or a goodbye'],
  22: ['handshake', 'the two ends still agree on how to speak'],
  23: ['application data', 'encrypted: nobody on the way can read it'],
};

export const handshakeTypes: Record<number, [name: string, meaning: string]> = {
  1: ['ClientHello', 'the client begins: what it can do, and whom it wants'],
  2: ['ServerHello', 'the server has chosen; after this everything is encrypted in TLS 1.3'],
  4: ['NewSessionTicket', 'a ticket for a quicker start next time'],
  8: ['EncryptedExtensions', 'more that was agreed'],
  11: ['Certificate', 'who the server says it is, signed by somebody the client may trust'],
  12: ['ServerKeyExchange', 'the server’s half of the secret’s making'],
  14: ['ServerHelloDone', 'the server has said its part'],
  16: ['ClientKeyExchange', 'the client’s half of the secret’s making'],
  20: ['Finished', 'a proof over all that was said'],
};

export const cipherSuites: Record<number, string> = {
  0x1301: 'TLS_AES_128_GCM_SHA256',
  0x1302: 'TLS_AES_256_GCM_SHA384',
  0x1303: 'TLS_CHACHA20_POLY1305_SHA256',
};

export const versions: Record<number, string> = {
  0x0301: 'TLS 1.0',
  0x0302: 'TLS 1.1',
  0x0303: 'TLS 1.2',
  0x0304: 'TLS 1.3',
};

export const extensions: Record<number, [name: string, meaning: string]> = {
  0: ['server_name', 'the name of the site that is wanted, readable by everybody on the way'],
  10: ['supported_groups', 'the curves in which a shared secret can be made'],
  11: ['ec_point_formats', 'how points of a curve may be written'],
  13: ['signature_algorithms', 'the kinds of signature the client can check'],
  16: ['alpn', 'what is to be spoken inside, e.g. http/1.1'],
  22: ['encrypt_then_mac', 'an addition for older versions'],
  23: ['extended_master_secret', 'an addition for older versions'],
  35: ['session_ticket', 'whether tickets for a quicker start are wanted'],
  41: ['pre_shared_key', 'a ticket of an earlier conversation'],
  43: [
    'supported_versions',
    'the versions of TLS; the old field in front says 1.2 for old machines on the way',
  ],
  45: ['psk_key_exchange_modes', 'how a ticket may be used'],
  51: ['key_share', 'one half of the shared secret; the other half never travels'],
};

export const alerts: Record<number, string> = {
  0: 'close_notify: goodbye',
  10: 'unexpected_message',
  40: 'handshake_failure: nothing that both can do',
  42: 'bad_certificate: the certificate cannot be right',
  45: 'certificate_expired: the certificate’s time is over',
  46: 'certificate_unknown: the certificate is not acceptable',
  48: 'unknown_ca: signed by somebody I do not trust',
  70: 'protocol_version: no common version',
  80: 'internal_error',
  112: 'unrecognized_name',
};
