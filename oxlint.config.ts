import { defineConfig } from 'oxlint'

import { farUp, importRules, withoutFixtures } from './src/tooling/import-rules.ts'

const TESTS = ['**/*.test.ts', '**/*.test.tsx', '**/*.suite.ts', 'src/testing/**', 'e2e/**']

const restrictImports = (patterns: object[]): Record<string, ['error', object]> => ({
  'eslint/no-restricted-imports': ['error', { patterns }],
})

export default defineConfig({
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'react', 'jsx-a11y', 'node'],
  categories: { correctness: 'error' },
  env: { builtin: true },
  ignorePatterns: ['dist', 'node_modules', 'public'],
  rules: {
    'eslint/eqeqeq': ['error', 'smart'],
    'eslint/no-console': 'error',
    'eslint/max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    'typescript/only-throw-error': 'error',
    'typescript/switch-exhaustiveness-check': [
      'error',
      { considerDefaultExhaustiveForUnions: true },
    ],
    'typescript/no-unnecessary-type-assertion': 'error',
    'typescript/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    // A status, a log and a region that scrolls have no tag of their own; a list may read its keys.
    'jsx-a11y/prefer-tag-over-role': 'off',
    'jsx-a11y/no-noninteractive-element-interactions': 'off',
    'jsx-a11y/no-noninteractive-tabindex': ['error', { roles: ['region', 'tabpanel', 'log'] }],
    // For React's compiler, which we do not use: TanStack Virtual reads refs while rendering.
    'react/refs': 'off',
    'react/rules-of-hooks': 'error',
    'react/exhaustive-deps': 'error',
    'react/no-danger': 'error',
    'node/no-process-env': 'error',
    'unicorn/prefer-node-protocol': 'error',
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
  },
  overrides: [
    {
      files: ['**/*.tsx'],
      rules: {
        'unicorn/filename-case': ['error', { cases: { pascalCase: true, kebabCase: true } }],
      },
    },
    ...importRules.map(({ files, not }) => ({
      files,
      rules: restrictImports(not),
    })),
    {
      files: TESTS,
      rules: restrictImports([farUp]),
    },
    {
      files: ['e2e/*.e2e.ts'],
      rules: {
        ...restrictImports([farUp, withoutFixtures]),
        'eslint/no-restricted-properties': [
          'error',
          {
            object: 'test',
            property: 'beforeAll',
            message: 'What is made before all tests is shared by them: make it a fixture.',
          },
        ],
      },
    },
    {
      files: ['src/console/pages/**', '*.config.ts'],
      rules: { 'import/no-default-export': 'off' },
    },
    // Playwright's fixtures have a `use` of their own.
    { files: ['e2e/**'], rules: { 'react/rules-of-hooks': 'off' } },
    {
      files: ['src/server/config.ts', 'src/tooling/**', '*.config.ts', ...TESTS],
      rules: { 'node/no-process-env': 'off' },
    },
    {
      files: ['src/server/main.ts', 'src/server/cli/**', 'src/tooling/**', ...TESTS],
      rules: { 'eslint/no-console': 'off' },
    },
  ],
})
