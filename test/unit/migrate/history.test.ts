import { expect, it } from 'vitest';
import type { Pacemaker } from '../../../lib/cluster/pacemaker.ts';
import {
  forgetFound,
  type History,
  readHistory,
  requestReload,
} from '../../../lib/migrate/history.ts';

const OP = 'operation="monitor" interval="0" op-status="0"';
const STATE = `<node_state id="1" uname="node1"><lrm id="1"><lrm_resources>
  <lrm_resource id="vip" class="ocf" provider="floatip" type="IPaddr2">
    <lrm_rsc_op id="vip_last_0" ${OP} rc-code="0" op-digest="d" op-restart-digest="r"/>
    <lrm_rsc_op id="vip_last_failure_0" ${OP} rc-code="0" op-digest="d"/></lrm_resource>
  <lrm_resource id="vip:1" class="ocf" provider="heartbeat" type="IPaddr2">
    <lrm_rsc_op id="vip:1_last_0" operation="monitor" interval="0" op-status="-1" rc-code="193"/></lrm_resource>
  <lrm_resource id="vipx" class="ocf" provider="floatip" type="IPaddr2"/></lrm_resources></lrm></node_state>`;

function pacemakerWith(output: string) {
  const calls: string[] = [];
  const pacemaker = {
    attempt: () => ({ succeeded: output !== '', output, complaint: '' }),
    run: (name: string, args: readonly string[]) => {
      calls.push([name, ...args].join(' '));
      return '';
    },
  } as unknown as Pacemaker;
  return { pacemaker, calls };
}

const read = async (output: string) => readHistory(pacemakerWith(output).pacemaker, ['vip']);

it('is read for a resource and its instances', async () => {
  const histories = await read(STATE);
  expect(histories.map(({ id, node, agent }) => [id, node, agent.provider])).toEqual([
    ['vip', 'node1', 'floatip'],
    ['vip:1', 'node1', 'heartbeat'],
  ]);
  expect(histories[0]).toMatchObject({
    last: { status: 0, isPending: false, canReload: true },
    foundByProbe: 'vip_last_failure_0',
  });
  expect(histories[1]).toMatchObject({ last: { isPending: true, canReload: false } });
  expect(await read(`<xpath-query>${STATE}${STATE}</xpath-query>`)).toHaveLength(4);
  expect(await read('')).toEqual([]);
});

it('is mended for an agent that can reload, where the address is up', async () => {
  const { pacemaker, calls } = pacemakerWith(STATE);
  const [history] = (await readHistory(pacemaker, ['vip'])) as [History];
  forgetFound(pacemaker, history);
  requestReload(pacemaker, history);
  expect(calls).toEqual([
    "cibadmin --delete --xpath /cib/status/node_state[@id='1']//lrm_resource[@id='vip']/lrm_rsc_op[@id='vip_last_failure_0']",
    'cibadmin --modify --xml-text <cib><status><node_state id="1"><lrm id="1"><lrm_resources><lrm_resource id="vip">' +
      '<lrm_rsc_op id="vip_last_0" op-digest="0"/></lrm_resource></lrm_resources></lrm></node_state></status></cib>',
  ]);
});

it('is left as it is elsewhere, and for an agent that cannot reload', async () => {
  const [history] = (await read(STATE)) as [History];
  const { pacemaker, calls } = pacemakerWith('');
  const { last } = history;
  if (!last) throw new Error('no operation');
  forgetFound(pacemaker, { ...history, last: { ...last, canReload: false } });
  forgetFound(pacemaker, { ...history, foundByProbe: undefined });
  requestReload(pacemaker, { ...history, last: undefined });
  requestReload(pacemaker, { ...history, last: { ...last, canReload: false } });
  requestReload(pacemaker, { ...history, last: { ...last, status: 7 } });
  // A start by this agent.
  requestReload(pacemaker, { ...history, last: { ...last, name: 'start' } });
  expect(calls).toEqual([]);
});
