/** What each program of the Rust pages does when CPython runs it: the claims that the measurements are held against. */

/**
 * `leaks`: objects stay or counts rise at every call; `takes`: counts sink; `empties`: live objects lose their content;
 * `hangs`: no answer; `replaces`: another function or object answers; `even`: none of these.
 */
export type Outcome = 'leaks' | 'takes' | 'empties' | 'hangs' | 'replaces' | 'even';

export const outcomes: Readonly<Record<string, Outcome>> = {
  pyclass_missing_traverse_1: 'leaks',
  pyclass_missing_traverse_1_fixed: 'even',
  pyclass_missing_traverse_2: 'leaks',
  pyclass_missing_traverse_2_fixed: 'even',
  pyclass_missing_traverse_3: 'leaks',
  pyclass_missing_traverse_3_fixed: 'even',
  pyclass_missing_traverse_4: 'leaks',
  incomplete_traverse_1: 'leaks',
  incomplete_traverse_1_fixed: 'even',
  traverse_without_clear_1: 'leaks',
  traverse_without_clear_1_fixed: 'even',
  traverse_touches_python_1: 'leaks',
  traverse_touches_python_2: 'even',
  traverse_blocks_1: 'hangs',
  traverse_blocks_2: 'even',
  over_traverse_1: 'empties',
  over_traverse_2: 'even',
  over_traverse_3: 'empties',
  duplicate_python_name_1: 'replaces',
  duplicate_python_name_2: 'even',
  reference_leaks_on_exit_1: 'leaks',
  reference_leaks_on_exit_2: 'even',
  reference_leaks_on_exit_3: 'leaks',
  reference_leaks_on_exit_4: 'even',
  out_parameter_reference_1: 'leaks',
  out_parameter_reference_2: 'even',
  out_parameter_reference_3: 'even',
  dangling_as_ptr_1: 'replaces',
  dangling_as_ptr_1_fixed: 'even',
  borrowed_wrapped_as_owned_1: 'takes',
  borrowed_wrapped_as_owned_1_fixed: 'even',
  borrowed_wrapped_as_owned_2: 'takes',
  borrowed_wrapped_as_owned_2_fixed: 'even',
  borrowed_wrapped_as_owned_3: 'even',
  new_wrapped_as_borrowed_1: 'leaks',
  new_wrapped_as_borrowed_1_fixed: 'even',
  new_wrapped_as_borrowed_2: 'leaks',
  new_wrapped_as_borrowed_3: 'even',
  owned_reference_not_stolen_1: 'leaks',
  owned_reference_not_stolen_1_fixed: 'even',
  owned_reference_not_stolen_2: 'leaks',
  owned_reference_not_stolen_2_fixed: 'even',
  owned_reference_not_stolen_3: 'even',
  new_reference_discarded_1: 'leaks',
  new_reference_discarded_1_fixed: 'even',
  new_reference_discarded_2: 'leaks',
  nested_new_reference_1: 'leaks',
  nested_new_reference_2: 'even',
  borrowed_reference_stolen_1: 'takes',
  borrowed_reference_stolen_1_fixed: 'even',
  borrowed_reference_stolen_2: 'takes',
  borrowed_reference_stolen_3: 'even',
  unbalanced_incref_1: 'leaks',
  unbalanced_incref_2: 'even',
  unbalanced_incref_3: 'even',
  borrowed_after_release_1: 'replaces',
  borrowed_after_release_2: 'even',
  borrowed_after_release_3: 'replaces',
  borrowed_after_release_4: 'even',
  wrong_release_1: 'takes',
  wrong_release_2: 'even',
  wrong_release_3: 'takes',
  wrong_release_5: 'even',
};

/** Programs that show what PyO3 no longer has, or what no compiler takes. */
export const refused: readonly string[] = ['removed_api_1', 'removed_api_3', 'double_wrapped_2', 'duplicate_python_name_3'];

/** Fixes whose only claim is that the result compiles. */
export const compiledOnly: readonly string[] = [
  'removed_api_3_fixed',
  'double_wrapped_1_fixed',
  'double_wrapped_2_fixed',
  'drop_attaches_or_panics_1_fixed',
];
