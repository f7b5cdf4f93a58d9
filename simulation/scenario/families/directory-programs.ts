/** Directory and sign-in: slapd, what asks it, and the identity provider. */
import type { Program } from '../../host/program';
import { identity } from '../../program/identity/identity';
import { slapd } from '../../program/ldap/slapd';
import { ldapsearch, ldapwhoami } from '../../shell/commands/ldapsearch';

export const directoryPrograms: readonly Program[] = [identity, ldapsearch, ldapwhoami, slapd];
