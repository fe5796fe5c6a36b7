/** Which tool makes the rules: a certain one, or the best that there is. */
export type FirewallChoice = 'auto' | 'nft' | 'iptables';
export const FIREWALL_CHOICES: readonly FirewallChoice[] = ['auto', 'nft', 'iptables'];
