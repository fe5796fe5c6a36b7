/** One row of the parameter table. Everything that knows a parameter knows it from here. */
export interface Parameter {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'select';
  /** As it would be written in the cluster's configuration. Absent: no default. */
  readonly default?: string;
  /** The values of a `select`. */
  readonly options?: readonly string[];
  readonly required?: true;
  /** Only of an address that several hosts share: a clone without addresses of its own. */
  readonly shared?: true;
  /** OCF 1.1: the parameters of one group together must be unique in the cluster. */
  readonly uniqueGroup?: string;
  /** The address family to which it applies, if only to one. */
  readonly family?: 'inet' | 'inet6';
  /** OCF 1.1: a change takes effect without stopping the address. */
  readonly reloadable?: true;
  /** One line, no full stop. */
  readonly shortdesc: string;
  /** Whole sentences, with formats and units. */
  readonly longdesc: string;
}
