import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  findProgram,
  type ProgramOptions,
  type ProgramRun,
  runProgram,
} from '../../../lib/linux/run-program.ts';
import { Tool } from '../../../lib/linux/tool.ts';

vi.mock('../../../lib/linux/run-program.ts', () => ({
  findProgram: vi.fn(),
  runProgram: vi.fn(),
}));

const RUN: ProgramRun = { status: 0, signal: 0, timedOut: false, stdout: '', stderr: '' };
const PATH = '/sbin:/bin';

let options: ProgramOptions | undefined;
function find(run: Partial<ProgramRun>): Tool {
  vi.mocked(findProgram).mockReturnValue('/sbin/nft');
  vi.mocked(runProgram).mockImplementation((_, __, given) => {
    options = given;
    return { ...RUN, ...run };
  });
  const tool = Tool.find('nft', { path: PATH, timeout: 1500, locks: [7, 12] });
  if (!tool) throw new Error('nft is not found');
  return tool;
}

beforeEach(() => {
  vi.resetAllMocks();
});

it('is none where PATH has none', () => {
  vi.mocked(findProgram).mockReturnValue(undefined);
  expect(Tool.find('nft', { path: PATH, timeout: 1, locks: [] })).toBeUndefined();
  expect(findProgram).toHaveBeenCalledWith('nft', PATH);
});

it('runs with an environment of its own, and takes the locks along', () => {
  const tool = find({ stdout: 'listing\n' });
  expect(tool.demand(['-j'], 'input')).toBe('listing\n');
  expect(runProgram).toHaveBeenCalledWith('/sbin/nft', ['-j'], expect.anything());
  const environment = [`PATH=${PATH}`, 'LC_ALL=C'];
  expect(options).toEqual({ environment, input: 'input', timeout: 1500, keep: [7, 12] });
});

describe('what failed', () => {
  it.each<[string, Partial<ProgramRun>, string]>([
    ['in its own words', { status: 1, stderr: '\n # table\n no \nmore' }, 'nft: no'],
    ['in silence', { status: 3 }, 'nft: exit status 3; /sbin/nft -j x'],
    ['with remarks alone', { status: 3, stderr: '# x' }, 'nft: exit status 3; /sbin/nft -j x'],
    ['by a signal', { status: undefined, signal: 11 }, 'nft: ended by signal 11; /sbin/nft -j x'],
    [
      'by taking too long',
      { status: undefined, signal: 9, timedOut: true, stderr: 'half' },
      'nft: timed out after 1500 ms',
    ],
  ])('%s is said in one line', (_, run, complaint) => {
    const tool = find(run);
    expect(tool.run(['-j', 'x'])).toEqual({ succeeded: false, output: '', complaint });
    expect(() => tool.demand(['-j', 'x'])).toThrow(complaint);
  });

  it('because it could not be started is a failure like any other', () => {
    const tool = find({});
    vi.mocked(runProgram).mockImplementation(() => {
      throw new Error('/sbin/nft: EACCES');
    });
    const complaint = 'nft: /sbin/nft: EACCES';
    expect(tool.run([])).toEqual({ succeeded: false, output: '', complaint });
  });
});
