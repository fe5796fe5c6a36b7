/** The section FILES of both manual pages. */
import type { Page } from './roff.ts';

export function filesSection(page: Page): void {
  page.section('FILES');
  page.item('`/usr/lib/ocf/resource.d/floatip/VirtualIP`', 'The resource agent.');
  page.item('`/usr/sbin/floatip`', 'The same executable, as a command.');
  page.item(
    '`/run/resource-agents/floatip-*`',
    `Locks of actions and announcers that are running, marks of the interfaces on which start added addresses, the
state of each announcement, and the rate of the announcements on each interface. Another directory is set by
HA_RSCTMP. If the directory cannot be written, start, monitor and stop work with a warning.`,
  );
}
