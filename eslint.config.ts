/** Lint rules: strict types, linear regular expressions, no raw HTML, and the direction of imports. */
import js from '@eslint/js';
import regexp from 'eslint-plugin-regexp';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import type { Linter } from 'eslint';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';
import { forbiddenImports } from './scripts/architecture.ts';

const importArrows: Linter.Config[] = Object.entries(forbiddenImports).map(([folder, forbidden]) => ({
  files: [`src/${folder}/**/*.{ts,svelte}`],
  ignores: ['**/*.test.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: forbidden.map((name) => ({
          group: [`**/${name}/**`],
          message: `src/${folder} must not import ${name}`,
        })),
      },
    ],
  },
}));

export default defineConfig(
  {
    ignores: [
      'dist',
      'bench/dist',
      'static-models',
      'lab',
      'corpus',
      'test-results',
      'playwright-report',
      'scripts/check-node.mjs',
      'src/cli/annotate.worker.mjs',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  regexp.configs['flat/recommended'],
  {
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      'max-lines': ['error', 300],
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteFeatures: { runes: true } } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      // sets here are replaced, not changed, so they need no reactive wrapper
      'svelte/prefer-svelte-reactivity': 'off',
      // types that come out of .svelte files are unknown to the linter; svelte-check checks them
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['scripts/**', 'e2e/**', 'bench/**', '*.config.ts'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.test.ts', 'e2e/**'],
    rules: { 'max-lines': ['error', 500], '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  ...importArrows,
);
