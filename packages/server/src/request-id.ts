/** What an answer is known by, in its header, its error and the log. `randomUUID` is missing where an origin is insecure. */
export function createRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return `req_${Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')}`
}
