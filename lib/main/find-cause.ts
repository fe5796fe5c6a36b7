/** The command floatip doctor. */
import { OCF_ERR_ARGS, OCF_ERR_GENERIC } from '../../ocf-metadata/exit-status.ts';
import type { Call } from '../cli/agent.ts';
import { resourceIn, variablesFromWords } from '../cli/arguments.ts';
import { Pacemaker } from '../cluster/pacemaker.ts';
import { resourceWords } from '../cluster/resource-words.ts';
import { examine } from '../doctor/doctor.ts';
import { doctorReport, doctorText } from '../doctor/report.ts';
import { parseIpAddress } from '../linux/ip-text.ts';
import { asInstance, isShared } from '../ocf/clone.ts';
import { searchPath } from '../ocf/environment.ts';
import { quoted } from '../ocf/quote.ts';
import { Refusal } from '../ocf/refusal.ts';
import type { VipRequest } from '../ocf/request.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { inspect } from './run-action.ts';

/** Returns the text for stdout. @throws Refusal, with the status OCF_ERR_GENERIC and the text if there is a cause */
export async function findCause({
  words,
  options,
  environment,
  style,
  log,
}: Call): Promise<string> {
  const path = searchPath(environment);
  const pacemaker = new Pacemaker(path);
  const id = resourceIn(words);
  const parameters =
    id === undefined ? words : resourceWords(id, await pacemaker.configuration(), pacemaker);
  const variables = asInstance(variablesFromWords(parameters, environment));
  const { kernel, request } = inspect(variables, log);
  const client = clientIn(options.from, request);
  const subject = { kernel, request, client, isShared: isShared(variables), path };
  const { facts, diagnosis } = await examine(subject, id, pacemaker);
  const found = doctorReport(facts, diagnosis);
  const text = options.json === true ? `${JSON.stringify(found)}\n` : doctorText(found, style);
  if (diagnosis.isIll) throw new Refusal(OCF_ERR_GENERIC, undefined, text);
  return text;
}

function clientIn(text: string | undefined, { ip }: VipRequest): IpAddress | undefined {
  if (text === undefined) return undefined;
  const client = parseIpAddress(text);
  const problem = `${quoted('--from', text)} is not an IP address`;
  if (!client) throw new Refusal(OCF_ERR_ARGS, problem);
  if (client.family === ip.family) return client;
  throw new Refusal(OCF_ERR_ARGS, `${quoted('--from', text)} is of another family than ${ip.text}`);
}
