/**
 * The outside of a TLS ClientHello (RFC 8446, section 4.1.2): record, version, handshake header and
 * one extension's type; what the rest holds is not modelled. No service of these lessons speaks TLS.
 */
export const tlsHello = `\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03${'\xa5'.repeat(120)}\x00\x0a${'\xa5'.repeat(384)}`;
