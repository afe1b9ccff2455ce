// What clients that know nothing of speech send, as the others do.
export const apiKey = 'sk-bench-0123456789'
export const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
export const fields = { model: 'tts-1', voice: 'alloy', response_format: 'mp3' }
export const bodyOf = text => JSON.stringify({ ...fields, input: text })
