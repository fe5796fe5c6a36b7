import type ts from 'typescript5';

export interface Complaint {
  readonly node: ts.Node;
  /** What is wrong here, and what to write instead. */
  readonly advice: string;
}

export interface Rule {
  readonly name: string;
  /** What the rule has to say of the node itself, not of what is inside it. */
  readonly inspect: (node: ts.Node, checker: ts.TypeChecker) => readonly Complaint[];
}
