import type ts from 'typescript5';

export interface Complaint {
  readonly node: ts.Node;
  /** What is wrong, and what to write instead. */
  readonly advice: string;
}

export interface Rule {
  readonly name: string;
  /** Inspects the node itself, not its children. */
  readonly inspect: (node: ts.Node, checker: ts.TypeChecker) => readonly Complaint[];
}
