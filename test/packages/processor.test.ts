/**
 * The executable on the processors of old virtual machines: QEMU emulates them, and an instruction that they do not have
 * ends the process.
 */
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentEnvironment, runAgent, VIRTUAL_IP } from '../../lab/agent.ts';
import { createSegment, type Segment } from '../../lab/lab.ts';

const VIP = '10.0.0.10';

interface Emulator {
  readonly command: string;
  /** Values of -cpu: no extension of the architecture, or few. */
  readonly processors: readonly string[];
}
const X64: Emulator = { command: 'qemu-x86_64', processors: ['kvm64', 'qemu64'] };
const ARM64: Emulator = { command: 'qemu-aarch64', processors: ['cortex-a53'] };
const { command, processors } = process.arch === 'arm64' ? ARM64 : X64;

let segment: Segment;
beforeAll(async () => {
  segment = await createSegment();
});
afterAll(() => segment.lab.close());

describe.each(processors)('on %s', (processor) => {
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    execa(command, ['-cpu', processor, VIRTUAL_IP, ...args], {
      env: { PATH: process.env.PATH, ...env },
      extendEnv: false,
      reject: false,
    });

  it('the agent runs', async () => {
    expect(await run(['meta-data'])).toMatchObject({ exitCode: 0, stderr: '' });
    const invalid = await run(['monitor'], { OCF_RESKEY_ip: 'x', OCF_RESOURCE_INSTANCE: 'vip' });
    expect(invalid.exitCode).toBe(6);
    expect(invalid.stderr).toContain('ip="x" ');
  });

  it('the address is started, monitored and stopped', async () => {
    const { a } = segment;
    const emulated = (action: string) =>
      runAgent([...a.place, command, '-cpu', processor], VIRTUAL_IP, [action], {
        ...agentEnvironment({ ip: VIP }, { HA_RSCTMP: a.stateDirectory }),
      });
    expect((await emulated('start')).status).toBe(0);
    expect(await a.addresses('eth0')).toContain(`${VIP}/24`);
    expect((await emulated('monitor')).status).toBe(0);
    expect((await emulated('stop')).status).toBe(0);
    expect((await emulated('monitor')).status).toBe(7);
  });

  it('the command runs, with its JavaScript engine', async () => {
    const { exitCode, stdout } = await run(['--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Usage: floatip ');
  });
});
