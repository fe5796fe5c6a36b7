/** The part of a parameter's row that the executable needs; tools/render-tables.ts generates its table. */
export interface ParameterRule {
  readonly name: string;
  /** `string`: a case in lib/ocf/read-parameters.ts parses the value. */
  readonly type: 'string' | 'integer' | 'boolean' | 'select';
  /** The smallest value of an integer. */
  readonly minimum?: number;
  /** The largest value of an integer, if it is not 2147483647. */
  readonly maximum?: number;
  /** The values of a `select`. */
  readonly options?: readonly string[];
  /** The default as written in the cluster's configuration; absent if there is none. */
  readonly default?: string;
  /** The address family that the parameter applies to, if not both. */
  readonly family?: 'inet' | 'inet6';
  /** Applies to a shared address only: a clone without unique_clone_address. */
  readonly sharedAddress?: true;
  /** Whether monitor refuses a malformed value. Otherwise monitor uses the default. */
  readonly checkedByMonitor: boolean;
}

/**
 * One row of the parameter table. Validation, meta-data, `--help` and tables in the documents are generated from
 * the rows.
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
