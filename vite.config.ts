import { join } from 'node:path'

import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

import { devServer } from './src/tooling/dev-server.ts'
import { precompress } from './src/tooling/precompress.ts'

export default defineConfig(({ command }) => ({
  // Every browser we build for has the original of this stand-in, which two markdown libraries use.
  resolve: {
    alias: {
      '@ungap/structured-clone': join(
        import.meta.dirname,
        'src/console/markdown/structured-clone.ts',
      ),
    },
  },
  plugins: [react(), tailwindcss(), precompress(), devServer()],
  // One `vite build` makes both rooms.
  builder: {},
  environments: {
    client: {
      // A font or image as data: would be refused by the content security policy.
      build: {
        outDir: 'dist/console',
        target: 'es2023',
        sourcemap: 'hidden',
        chunkSizeWarningLimit: 1024,
        assetsInlineLimit: 0,
        rolldownOptions: {
          output: {
            // What every page begins with is one file: it compresses better than a dozen.
            codeSplitting: {
              groups: [
                { name: 'first', tags: ['$initial'], priority: 2 },
                // What several later parts share, most of it icons of a few hundred bytes.
                {
                  name: 'shared',
                  test: /lucide-react|console\/(?:ui|util)\//,
                  minShareCount: 2,
                  priority: 1,
                },
              ],
            },
          },
        },
      },
    },
    // One file with its libraries starts in a third of the time that loading them apart takes.
    ssr: {
      resolve: { noExternal: command === 'build' || [] },
      build: {
        outDir: 'dist/server',
        target: 'node24',
        sourcemap: true,
        chunkSizeWarningLimit: 4096,
        copyPublicDir: false,
        emptyOutDir: true,
        // The others are processes and threads of their own, which the first starts beside itself.
        rolldownOptions: {
          // Beside the programs that they start.
          output: { chunkFileNames: '[name]-[hash].js' },
          input: {
            main: 'src/server/main.ts',
            // What journeys start in their own process, to speak for its model.
            start: 'src/server/start.ts',
            scripted: 'src/server/models/providers/scripted/scripted.ts',
            'read-file': 'src/server/vector-stores/reader/read-file.ts',
            'read-slowly': 'src/server/store/engines/sqlite/read-slowly.ts',
            'index-texts': 'src/server/store/engines/sqlite/index-texts.ts',
            'run-python': 'src/server/tools/code-interpreter/sandbox/python/run-python.ts',
          },
        },
      },
    },
  },
}))
