/** What the packages say about themselves. */

export const PACKAGE = {
  name: 'resource-agents-floatip',
  summary: 'virtual-IP resource agent for Pacemaker',
  /** Paragraphs. */
  text: [
    `The agent ocf:floatip:VirtualIP adds a virtual IPv4 or IPv6 address to a host, announces the address to the
neighbours, monitors it and removes it. It accepts the parameters of ocf:heartbeat:IPaddr2, and is one native
executable without dependencies.`,
    `The command floatip does the same by hand, and explains what the agent would do.`,
  ],
  /** SPDX expression: the agent, and the parts that are linked into the executable (NOTICE). */
  license:
    'MIT AND Apache-2.0 AND BSL-1.0 AND Zlib AND Unicode-3.0 AND LGPL-2.1-or-later AND GPL-3.0-or-later WITH GCC-exception-3.1',
} as const;
