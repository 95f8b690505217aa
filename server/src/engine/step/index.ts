/** All steps, by the number of their instruction. */
import type { StepTable } from '../machine.ts';
import { installAttribute } from './attribute.ts';
import { installBinding } from './binding.ts';
import { installCall } from './call.ts';
import { installClass } from './class.ts';
import { installContainer } from './container.ts';
import { installControl } from './control.ts';
import { installException } from './exception.ts';
import { installFunction } from './function.ts';
import { installGenerator } from './generator.ts';
import { installItem } from './item.ts';
import { installIteration } from './iteration.ts';
import { installOperator } from './operator.ts';
import { installText } from './text.ts';
import { installUnknown } from './unknown.ts';
import { installWith } from './with.ts';

export const steps: StepTable = [];
for (const install of [
  installAttribute,
  installBinding,
  installCall,
  installClass,
  installContainer,
  installControl,
  installException,
  installFunction,
  installGenerator,
  installItem,
  installIteration,
  installOperator,
  installText,
  installUnknown,
  installWith,
])
  install(steps);
