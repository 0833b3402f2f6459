/** Steps of a story stand on those before: what follows a failed one would say nothing new, so it is not tried. The run has failed already. */
export function inSteps(): void {
  let broken = false;
  beforeEach(function () {
    if (broken) this.skip();
  });
  afterEach(function () {
    broken ||= this.currentTest?.state === 'failed';
  });
}
