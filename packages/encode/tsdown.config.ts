import { library } from '../../tsdown.shared.ts'

const codecs = ['mp3', 'opus', 'aac', 'flac']

/**
 * One copy of each codec's file, an ES module, for both builds. The encoder packages are ES modules that register
 * themselves with the ES module mediabunny; as CommonJS our files would load another mediabunny, which knows of none.
 */
const codecsStayModules = {
  name: 'codecs-stay-modules',
  resolveId: (id: string) => {
    const codec = codecs.find(name => id === `./${name}.ts`)
    return codec === undefined ? undefined : { id: `./${codec}.js`, external: 'relative' as const }
  },
}

export default library({
  entry: { index: 'src/index.ts' },
  platform: 'neutral',
  target: 'es2023',
  dts: { entry: 'src/index.ts' },
  format: {
    esm: { entry: { index: 'src/index.ts', ...Object.fromEntries(codecs.map(name => [name, `src/${name}.ts`])) } },
    cjs: { plugins: [codecsStayModules] },
  },
})
