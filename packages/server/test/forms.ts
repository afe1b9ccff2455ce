/** A request with a form, as a client would send it; `file` stands for a small recording unless it says otherwise. */
export function formRequest(
  fields: Readonly<Record<string, string | readonly string[] | Blob | undefined>> = {},
  { path = '/v1/audio/transcriptions', ...init }: RequestInit & { readonly path?: string } = {},
): Request {
  const form = new FormData()
  for (const [name, value] of Object.entries({ file: recording(), ...fields })) {
    if (value instanceof Blob) form.append(name, value)
    else for (const text of value === undefined ? [] : [value].flat()) form.append(name, text)
  }
  return new Request(`http://speech.test${path}`, { method: 'POST', body: form, ...init })
}

/** A file of so many bytes that no recognizer of a test looks into. */
export const recording = (name = 'hello.mp3', size = 4, type = ''): File =>
  new File([new Uint8Array(size).fill(7)], name, { type })
