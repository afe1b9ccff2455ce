declare module '@echogarden/espeak-ng-emscripten' {
  /** What is told with a stretch of audio, of a moment in it. */
  export interface EspeakEvent {
    readonly type: string
    /** Which character of the text it is about, from 1. */
    readonly text_position: number
    /** Milliseconds from the start of the audio. */
    readonly audio_position: number
    /** The name of a mark. */
    readonly id: unknown
  }

  /** The one speaker that a module has. */
  export interface EspeakWorker {
    get_samplerate(): number
    /** Every string that is passed is kept in a buffer of the module's memory that grows with the longest. */
    set_voice(name: string, language: string, gender: number, age: number, variant: number): number
    set_pitch(pitch: number): number
    list_voices(): readonly { readonly identifier: string }[]
    /** Calls back with about 100 ms of audio at a time; what it returns says whether to stop. It must not throw. */
    synthesize(
      ssml: string,
      callback: (samples: Int16Array<ArrayBuffer>, events: readonly EspeakEvent[]) => boolean,
    ): void
  }

  /** The part of the Emscripten module that is used. */
  export interface EspeakModule {
    readonly HEAPU8: Uint8Array<ArrayBuffer>
    readonly eSpeakNGWorker: new () => EspeakWorker
  }

  const createModule: (options: {
    /** Gives espeak-ng.data where it is not read from beside the module. */
    readonly getPreloadedPackage?: ((name: string, bytes: number) => ArrayBuffer) | undefined
    readonly print: (line: string) => void
    readonly printErr: (line: string) => void
  }) => Promise<EspeakModule>

  // biome-ignore lint/style/noDefaultExport: it is how the package exports it.
  export default createModule
}
