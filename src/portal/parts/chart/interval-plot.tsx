const WIDTH = 200;
const HEIGHT = 20;
const MIDDLE = HEIGHT / 2;

/** A difference with its interval about the line of no difference. The numbers stand beside it as text. */
export function IntervalPlot(props: { readonly estimate: number; readonly low: number; readonly high: number }) {
  const { estimate, low, high } = props;
  const reach = Math.max(Math.abs(low), Math.abs(high), Math.abs(estimate), Number.MIN_VALUE) * 1.15;
  const x = (value: number): number => WIDTH / 2 + (value / reach) * (WIDTH / 2);
  // The colour repeats what can be seen without it: whether the interval reaches over the line.
  const color = low > 0 || high < 0 ? 1 : 4;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} class={`interval-plot stroke-${color}`} aria-hidden="true">
      <line x1={WIDTH / 2} x2={WIDTH / 2} y1="0" y2={HEIGHT} class="interval-zero" />
      <g stroke="currentColor" stroke-width="2.5">
        <line x1={x(low)} x2={x(high)} y1={MIDDLE} y2={MIDDLE} />
        <line x1={x(low)} x2={x(low)} y1={MIDDLE - 5} y2={MIDDLE + 5} />
        <line x1={x(high)} x2={x(high)} y1={MIDDLE - 5} y2={MIDDLE + 5} />
      </g>
      <circle cx={x(estimate)} cy={MIDDLE} r="4.5" fill="currentColor" />
    </svg>
  );
}
