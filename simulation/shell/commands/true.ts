import type { Program } from '../../host/program';

export const trueProgram: Program = {
  name: 'true',
  usage: 'true',
  summary: 'do nothing, successfully',
  main: function* () {
    return 0;
  },
};

export const falseProgram: Program = {
  name: 'false',
  usage: 'false',
  summary: 'do nothing, unsuccessfully',
  main: function* () {
    return 1;
  },
};
