/** The names of the tables. */
export const TABLES: readonly string[] = ['language', 'wire', 'ocf', 'firewall'];
