/** Variables of nginx's http module, and text that contains them. */

const known = new Set(
  (
    'args arg_ body_bytes_sent bytes_sent connection connection_requests content_length ' +
    'content_type document_root document_uri host hostname https is_args msec nginx_version pid ' +
    'proxy_add_x_forwarded_for proxy_host proxy_port query_string remote_addr remote_port ' +
    'remote_user request request_filename request_length request_method request_time request_uri ' +
    'scheme server_addr server_name server_port server_protocol status time_iso8601 time_local ' +
    'upstream_addr upstream_response_time upstream_status uri'
  ).split(' '),
);

/** Real names whose values the simulation does not have. */
export function isKnownVariable(name: string): boolean {
  return known.has(name) || /^(http|arg|cookie|sent_http|upstream_http)_\w+$|^\d$/.test(name);
}

const form = /\$(?:\{(\w+)\}|(\w+))/g;

/** Names of the variables in `text`, in their order. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(form)].map((match) => match[1] ?? match[2] ?? '');
}

/** `text` with every variable replaced by what `read` gives for it. */
export function expandVariables(text: string, read: (name: string) => string): string {
  return text.replace(form, (_, braced: string | undefined, bare: string | undefined) =>
    read(braced ?? bare ?? ''),
  );
}
