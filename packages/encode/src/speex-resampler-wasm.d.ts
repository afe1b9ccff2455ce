/** The parts of the Emscripten module that we call; the package comes without types. */
declare module '@echogarden/speex-resampler-wasm' {
  export interface SpeexResampler {
    readonly HEAP16: Int16Array<ArrayBuffer>
    readonly HEAPU32: Uint32Array<ArrayBuffer>
    _malloc(bytes: number): number
    _free(pointer: number): void
    _speex_resampler_init(channels: number, from: number, to: number, quality: number, error: number): number
    _speex_resampler_skip_zeros(state: number): number
    _speex_resampler_reset_mem(state: number): number
    _speex_resampler_get_input_latency(state: number): number
    _speex_resampler_process_int(
      state: number,
      channel: number,
      input: number,
      inputLength: number,
      output: number,
      outputLength: number,
    ): number
    _speex_resampler_destroy(state: number): void
  }
  const load: () => Promise<SpeexResampler>
  // biome-ignore lint/style/noDefaultExport: it is how the package exports it.
  export default load
}
