/** What a model can be for. */
export const modelTasks = ['speech', 'transcription'] as const

/** What a model can be for. */
export type ModelTask = (typeof modelTasks)[number]

/** How servers name a task: in a feature or type, in the path of an endpoint, and, where they say nothing, in an id. */
const names: Readonly<Record<ModelTask, { readonly said: RegExp; readonly path: RegExp; readonly id: RegExp }>> = {
  speech: {
    said: /text[-_ ]?to[-_ ]?(speech|audio)|\btts\b|speech[-_ ]?(synthesis|generation)/i,
    path: /audio\/speech\b|\btts\b/i,
    id: /(^|[^a-z])(tts|text-to-speech)([^a-z]|$)/i,
  },
  transcription: {
    said: /(speech|audio)[-_ ]?to[-_ ]?text|transcri|\b(stt|asr)\b|speech[-_ ]?recognition/i,
    path: /audio\/(transcriptions|translations)\b|\b(stt|asr)\b/i,
    id: /whisper|transcri|(^|[^a-z])(stt|asr)([^a-z]|$)/i,
  },
}

/** Whether a model is for a task, as far as it is known. */
export function isFor(
  {
    id,
    type,
    features,
    endpoints,
  }: {
    readonly id: string
    readonly type: string | undefined
    readonly features: readonly string[]
    readonly endpoints: readonly string[]
  },
  task: ModelTask,
): boolean {
  const { said, path, id: named } = names[task]
  if ([...features, type ?? ''].some(name => said.test(name)) || endpoints.some(one => path.test(one))) return true
  // What is known to be for something else is not judged by its name.
  return features.length === 0 && endpoints.length === 0 && named.test(id)
}
