/** The section EXIT STATUS of both manual pages. */
import { EXIT_STATUS_DETAILS } from '../../ocf-metadata/exit-status-details.ts';
import { withLiterals } from './literals.ts';
import type { Page } from './roff.ts';

export function exitStatusSection(page: Page): void {
  page.section('EXIT STATUS');
  for (const { status, name, meaning } of EXIT_STATUS_DETAILS) {
    page.item(`\`${status}\` (${name})`, withLiterals(meaning));
  }
}
