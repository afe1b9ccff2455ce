import react from '@astrojs/react'
import starlight from '@astrojs/starlight'
import { defineConfig, passthroughImageService } from 'astro/config'
import { sidebar } from './sidebar.ts'

export default defineConfig({
  site: 'https://outloud.github.io',
  // Nothing on the site is a photograph; this keeps the build free of native code.
  image: { service: passthroughImageService() },
  // A policy that names no outside host is made by scripts/policy.mjs: styles and scripts stay files where they can.
  build: { inlineStylesheets: 'never' },
  vite: {
    worker: { format: 'es' },
    // Files, never data: addresses, which the policy would have to allow.
    build: { assetsInlineLimit: 0 },
  },
  integrations: [
    react(),
    starlight({
      title: 'Outloud',
      description: 'Any text, of any length, as speech: in TypeScript, in React and in the shell.',
      favicon: '/favicon.svg',
      customCss: ['./src/styles/theme.css'],
      sidebar,
      lastUpdated: false,
      credits: false,
      expressiveCode: { themes: ['github-light', 'github-dark'], styleOverrides: { borderRadius: '0.5rem' } },
    }),
  ],
})
