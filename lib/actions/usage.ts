/** usage and help, as a resource agent answers them. */
export const USAGE = `usage: VirtualIP start|stop|reload-agent|monitor|status|validate-all|meta-data|usage|help

A resource agent (OCF 1.1): the parameters come from the environment, as OCF_RESKEY_ip=192.0.2.10.
By hand, "floatip --help" is more comfortable.
`;
