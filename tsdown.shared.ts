import { defineConfig, type UserConfig } from 'tsdown'

/** The build that every published package shares: ESM and CommonJS with declarations, one file an entry. */
export const library = (options: UserConfig): UserConfig =>
  defineConfig({
    format: ['esm', 'cjs'],
    dts: true,
    clean: true,
    fixedExtension: false,
    outDir: 'dist',
    ...options,
  }) as UserConfig
