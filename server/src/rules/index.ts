/** Every rule there is, by code. A test holds this list against the files and their pages. */
import type { Rule } from './rule.ts';
import syntaxNotUnderstood from './checking/syntax-not-understood.ts';
import unknownRule from './checking/unknown-rule.ts';
import unusedSuppression from './checking/unused-suppression.ts';
import accumulatingDefault from './python/accumulating-default.ts';
import brokenSingleton from './python/broken-singleton.ts';
import cacheOnMethod from './python/cache-on-method.ts';
import callbackCycle from './python/callback-cycle.ts';
import cleanupSkipped from './python/cleanup-skipped.ts';
import cycleWithFinalizer from './python/cycle-with-finalizer.ts';
import danglingTask from './python/dangling-task.ts';
import deadWeakref from './python/dead-weakref.ts';
import delFreesNothing from './python/del-frees-nothing.ts';
import finalizerHoldsObject from './python/finalizer-holds-object.ts';
import gcCollectInLoop from './python/gc-collect-in-loop.ts';
import growsForever from './python/grows-forever.ts';
import hotAttributeLookup from './python/hot-attribute-lookup.ts';
import instanceRegistry from './python/instance-registry.ts';
import keptException from './python/kept-exception.ts';
import keptFrame from './python/kept-frame.ts';
import manualComprehension from './python/manual-comprehension.ts';
import manualGc from './python/manual-gc.ts';
import missingSlots from './python/missing-slots.ts';
import needlessList from './python/needless-list.ts';
import nestedProductLoop from './python/nested-product-loop.ts';
import neverUnregistered from './python/never-unregistered.ts';
import notClosedOnError from './python/not-closed-on-error.ts';
import ownerWithoutClose from './python/owner-without-close.ts';
import parentChildCycle from './python/parent-child-cycle.ts';
import pointlessDel from './python/pointless-del.ts';
import quadraticList from './python/quadratic-list.ts';
import recursiveClosure from './python/recursive-closure.ts';
import refcountMisread from './python/refcount-misread.ts';
import resourceNotClosed from './python/resource-not-closed.ts';
import riskyFinalizer from './python/risky-finalizer.ts';
import selfReference from './python/self-reference.ts';
import staleLoopLocal from './python/stale-loop-local.ts';
import stringConcat from './python/string-concat.ts';
import stringConcatInLoop from './python/string-concat-in-loop.ts';
import suspendedGenerator from './python/suspended-generator.ts';
import threadNotStopped from './python/thread-not-stopped.ts';
import wholeFileRead from './python/whole-file-read.ts';
import withDoesNotClose from './python/with-does-not-close.ts';
import attachInHotLoop from './rust/attach-in-hot-loop.ts';
import blockingWhileAttached from './rust/blocking-while-attached.ts';
import borrowAcrossCall from './rust/borrow-across-call.ts';
import borrowedAfterRelease from './rust/borrowed-after-release.ts';
import borrowedReferenceStolen from './rust/borrowed-reference-stolen.ts';
import borrowedWrappedAsOwned from './rust/borrowed-wrapped-as-owned.ts';
import callbackNeverRemoved from './rust/callback-never-removed.ts';
import capsuleWithoutDestructor from './rust/capsule-without-destructor.ts';
import danglingAsPtr from './rust/dangling-as-ptr.ts';
import doubleWrapped from './rust/double-wrapped.ts';
import dropAttachesOrPanics from './rust/drop-attaches-or-panics.ts';
import droppedDetached from './rust/dropped-detached.ts';
import duplicatePythonName from './rust/duplicate-python-name.ts';
import forgottenReference from './rust/forgotten-reference.ts';
import growingStatic from './rust/growing-static.ts';
import handleWithoutDrop from './rust/handle-without-drop.ts';
import hiddenReference from './rust/hidden-reference.ts';
import incompleteTraverse from './rust/incomplete-traverse.ts';
import keptBuffer from './rust/kept-buffer.ts';
import keptPyerr from './rust/kept-pyerr.ts';
import launderedLifetime from './rust/laundered-lifetime.ts';
import leakyPyo3Version from './rust/leaky-pyo3-version.ts';
import needlessCloneRef from './rust/needless-clone-ref.ts';
import nestedNewReference from './rust/nested-new-reference.ts';
import neverRegistered from './rust/never-registered.ts';
import neverReowned from './rust/never-reowned.ts';
import newReferenceDiscarded from './rust/new-reference-discarded.ts';
import newWrappedAsBorrowed from './rust/new-wrapped-as-borrowed.ts';
import outParameterReference from './rust/out-parameter-reference.ts';
import overTraverse from './rust/over-traverse.ts';
import ownedReferenceNotStolen from './rust/owned-reference-not-stolen.ts';
import panicsIntoPython from './rust/panics-into-python.ts';
import pyclassMissingTraverse from './rust/pyclass-missing-traverse.ts';
import pyclassOptionHazard from './rust/pyclass-option-hazard.ts';
import pythonInStaticInit from './rust/python-in-static-init.ts';
import pythonUnderLock from './rust/python-under-lock.ts';
import referenceLeaksOnExit from './rust/reference-leaks-on-exit.ts';
import removedApi from './rust/removed-api.ts';
import rustCycle from './rust/rust-cycle.ts';
import traverseBlocks from './rust/traverse-blocks.ts';
import traverseTouchesPython from './rust/traverse-touches-python.ts';
import traverseWithoutClear from './rust/traverse-without-clear.ts';
import unbalancedIncref from './rust/unbalanced-incref.ts';
import undeclaredGilUse from './rust/undeclared-gil-use.ts';
import unpairedCResource from './rust/unpaired-c-resource.ts';
import unwrapAfterClear from './rust/unwrap-after-clear.ts';
import wrongRelease from './rust/wrong-release.ts';

export const rules: readonly Rule[] = [
  syntaxNotUnderstood,
  unusedSuppression,
  unknownRule,
  selfReference,
  parentChildCycle,
  callbackCycle,
  keptException,
  keptFrame,
  cycleWithFinalizer,
  recursiveClosure,
  cacheOnMethod,
  growsForever,
  accumulatingDefault,
  neverUnregistered,
  deadWeakref,
  finalizerHoldsObject,
  instanceRegistry,
  danglingTask,
  suspendedGenerator,
  staleLoopLocal,
  riskyFinalizer,
  brokenSingleton,
  resourceNotClosed,
  notClosedOnError,
  ownerWithoutClose,
  withDoesNotClose,
  cleanupSkipped,
  threadNotStopped,
  gcCollectInLoop,
  manualGc,
  pointlessDel,
  delFreesNothing,
  refcountMisread,
  stringConcatInLoop,
  stringConcat,
  needlessList,
  manualComprehension,
  nestedProductLoop,
  hotAttributeLookup,
  quadraticList,
  missingSlots,
  wholeFileRead,
  pyclassMissingTraverse,
  incompleteTraverse,
  traverseWithoutClear,
  traverseTouchesPython,
  traverseBlocks,
  hiddenReference,
  overTraverse,
  pyclassOptionHazard,
  newReferenceDiscarded,
  referenceLeaksOnExit,
  unbalancedIncref,
  borrowedReferenceStolen,
  ownedReferenceNotStolen,
  newWrappedAsBorrowed,
  borrowedWrappedAsOwned,
  nestedNewReference,
  outParameterReference,
  borrowedAfterRelease,
  wrongRelease,
  danglingAsPtr,
  unpairedCResource,
  neverReowned,
  forgottenReference,
  handleWithoutDrop,
  capsuleWithoutDestructor,
  keptBuffer,
  launderedLifetime,
  blockingWhileAttached,
  pythonInStaticInit,
  droppedDetached,
  dropAttachesOrPanics,
  pythonUnderLock,
  attachInHotLoop,
  borrowAcrossCall,
  growingStatic,
  callbackNeverRemoved,
  keptPyerr,
  rustCycle,
  needlessCloneRef,
  unwrapAfterClear,
  panicsIntoPython,
  duplicatePythonName,
  neverRegistered,
  removedApi,
  doubleWrapped,
  leakyPyo3Version,
  undeclaredGilUse,
];

/** The rule of a code or name, in any case; `undefined` if there is none. */
export const ruleNamed = (name: string): Rule | undefined => {
  const wanted = name.toUpperCase();
  return rules.find((rule) => rule.code === wanted || rule.name.toUpperCase() === wanted);
};
