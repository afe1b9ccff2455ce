// What an import costs a page or an edge function: minified, gzip -9, with all that it imports.

/** Leaves out what is loaded later, by `import()`, but for what is named. */
const without = named => config => ({
  ...config,
  format: 'esm',
  plugins: [
    {
      name: 'later',
      setup: ({ onResolve }) =>
        onResolve({ filter: /./ }, ({ kind, path }) =>
          kind === 'dynamic-import' && !named.test(path) ? { path, external: true } : undefined,
        ),
    },
  ],
})
const atOnce = without(/^$/)
/** What brings mp3 into a MediaSource: a page loads it beside its first request. */
const mp3 = /\/(media-feed|mp3)-[\w-]{8}\.js$/

const entry = (name, path, limit, more = {}) => ({ name, path: `packages/${path}`, limit, gzip: true, ...more })
const client = { import: '{ createSpeechClient }' }
const hooks = { import: '{ SpeechProvider, useSpeech, useSpeechTime }' }

export default [
  entry('@outloud/core: createSpeechClient, before a text has to be cut', 'core/dist/index.js', '13.2 kB', {
    ...client,
    modifyEsbuildConfig: atOnce,
  }),
  entry('@outloud/core: createSpeechClient, with all that it loads later', 'core/dist/index.js', '47.9 kB', client),
  entry('@outloud/core/schema', 'core/dist/schema.js', '4.5 kB'),
  entry('@outloud/core/text', 'core/dist/text.js', '20 kB'),
  entry('@outloud/core/speakable', 'core/dist/speakable.js', '32 kB'),
  entry('@outloud/react with the player, without core and react', 'react/dist/index.js', '8 kB', {
    ...hooks,
    ignore: ['react', '@outloud/core'],
    modifyEsbuildConfig: atOnce,
  }),
  entry('@outloud/react with the player and what an mp3 in Chromium loads to sound', 'react/dist/index.js', '10.5 kB', {
    ...hooks,
    ignore: ['react', '@outloud/core'],
    modifyEsbuildConfig: without(mp3),
  }),
  entry('@outloud/react with the player and core, without react', 'react/dist/index.js', '21.2 kB', {
    ...hooks,
    ignore: ['react'],
    modifyEsbuildConfig: atOnce,
  }),
  entry('@outloud/player/worklet, without core', 'player/dist/worklet.js', '2 kB', { ignore: ['@outloud/core'] }),
  entry('@outloud/player, without core', 'player/dist/index.js', '6.3 kB', {
    import: '{ createSpeechPlayer }',
    ignore: ['@outloud/core'],
    modifyEsbuildConfig: atOnce,
  }),
  entry('@outloud/encode, without codecs and core', 'encode/dist/index.js', '5.5 kB', {
    ignore: ['@outloud/core', 'mediabunny', '@mediabunny/*', 'libopus-wasm', '@echogarden/*'],
  }),
  entry('@outloud/server, without codecs', 'server/dist/index.js', '12.5 kB', { ignore: ['@outloud/encode'] }),
  entry('@outloud/server/proxy, with the client that it asks through', 'server/dist/proxy.js', '18 kB', {
    modifyEsbuildConfig: atOnce,
  }),
  entry('@outloud/server/engine', 'server/dist/engine.js', '0.5 kB'),
]
