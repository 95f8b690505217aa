/** The proof on real PyO3: its own run, because it compiles a crate. */
import { defineConfig, mergeConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

const shared = { ...base, test: { ...base.test, include: [] } };

export default mergeConfig(
  shared,
  defineConfig({ test: { include: ['test/pyo3/**/*.spec.ts'], testTimeout: 1_200_000, hookTimeout: 1_200_000 } }),
);
