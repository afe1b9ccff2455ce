/** What is used of a global that the types of Node 20 do not have, as a browser's types declare it. */
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer
  }
  const Memory: new (descriptor: { readonly initial: number }) => Memory

  interface Module {
    readonly [Symbol.toStringTag]: string
  }

  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>
  }
  const Instance: new (module: Module, imports: Readonly<Record<string, object>>) => Instance

  function compile(bytes: Uint8Array): Promise<Module>
}
