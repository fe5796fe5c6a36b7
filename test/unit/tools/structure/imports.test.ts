import { expect, it } from 'vitest';
import { importsOf } from '../../../../tools/structure/imports.ts';

it('importsOf: what a file imports of the repository, types included', () => {
  const file = 'tools/structure/main.ts';
  const others = ['circles', 'imports', 'layers', 'mirror'].map(
    (name) => `tools/structure/${name}.ts`,
  );
  const imports = importsOf([file, ...others], process.cwd());
  expect(imports.get(file)).toEqual(others);
  expect(imports.get('tools/structure/circles.ts')).toEqual(['tools/structure/imports.ts']);
});
