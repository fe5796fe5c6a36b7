/** Which tool makes the rules: a certain one, or the best that there is. */
export const FIREWALL_CHOICES = ['auto', 'nft', 'iptables'] as const;
export type FirewallChoice = (typeof FIREWALL_CHOICES)[number];
