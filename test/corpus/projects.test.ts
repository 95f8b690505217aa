/** The projects that `npm run noise` looks into are pinned: a wheel by its version and hash, or a repository by its commit. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { repository } from '../harness/files.ts';

interface Project {
  readonly name: string;
  readonly version?: string;
  readonly sha256?: string;
  readonly url?: string;
  readonly commit?: string;
}

it('each project is pinned', () => {
  const projects: readonly Project[] = JSON.parse(readFileSync(`${repository}/test/corpus/projects.json`, 'utf8'));
  expect(projects.length).toBeGreaterThanOrEqual(15);
  expect(new Set(projects.map(({ name }) => name)).size).toBe(projects.length);
  const loose = projects.filter(({ name, version = '', sha256 = '', url = '', commit = '' }) => {
    const isWheel = /^[a-z0-9-]+$/.test(name) && /^\d+(\.\d+)+$/.test(version) && /^[0-9a-f]{64}$/.test(sha256);
    return !isWheel && !(url.startsWith('https://') && /^[0-9a-f]{40}$/.test(commit));
  });
  expect(loose).toEqual([]);
});
