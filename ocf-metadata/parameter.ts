/** What reading and validation follow from; tools/render-tables.ts renders it for the executable. */
export interface ParameterRule {
  readonly name: string;
  /** `string`: a syntax of its own, which has a case in lib/ocf/read-parameters.ts. */
  readonly type: 'string' | 'integer' | 'boolean' | 'select';
  /** The smallest value of an integer; the largest is 2147483647. */
  readonly minimum?: number;
  /** The values of a `select`. */
  readonly options?: readonly string[];
  /** As written in the cluster's configuration. Absent: no default. */
  readonly default?: string;
  /** The address family that the parameter applies to, if not both. */
  readonly family?: 'inet' | 'inet6';
  /** Applies to a shared address only: a clone without unique_clone_address. */
  readonly sharedAddress?: true;
  /** Whether monitor refuses a malformed value. Otherwise it goes on with the default. */
  readonly checkedByMonitor: boolean;
}

/**
 * One row of the parameter table. Reading, validation, meta-data, `--help` and the documents follow
 * from the row.
 */
export interface Parameter extends ParameterRule {
  readonly required?: true;
  /** OCF 1.1: the parameters of one group together must be unique in the cluster. */
  readonly uniqueGroup?: string;
  /** OCF 1.1: a change takes effect without stopping the address. */
  readonly reloadable?: true;
  /** One line, no full stop. */
  readonly shortdesc: string;
  /** Whole sentences, with formats and units. */
  readonly longdesc: string;
}
