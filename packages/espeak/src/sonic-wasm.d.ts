declare module '@echogarden/sonic-wasm' {
  /** The part of the Emscripten module that is used; pointers are byte offsets into its memory. */
  export interface SonicModule {
    /** Replaced when the memory grows: read it anew after every call. */
    readonly HEAP16: Int16Array<ArrayBuffer>
    _malloc(bytes: number): number
    _free(pointer: number): void
    _sonicCreateStream(sampleRate: number, channels: number): number
    _sonicDestroyStream(stream: number): void
    _sonicSetSpeed(stream: number, factor: number): void
    /** @returns 0 when out of memory. */
    _sonicWriteShortToStream(stream: number, samples: number, count: number): number
    /** @returns 0 when out of memory. */
    _sonicFlushStream(stream: number): number
    _sonicSamplesAvailable(stream: number): number
    _sonicReadShortFromStream(stream: number, samples: number, maximum: number): number
  }
  const createModule: () => Promise<SonicModule>

  // biome-ignore lint/style/noDefaultExport: it is how the package exports it.
  export default createModule
}
