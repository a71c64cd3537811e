/** Kubernetes' quantities, as in `1000m`, `0.5`, `512Mi`, `1G`. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity */
const factors: Readonly<Record<string, number>> = {
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** Undefined when it is none. */
export const parseQuantity = (text: string): number | undefined => {
  const [, digits = "", unit = ""] = /^(\d+(?:\.\d+)?|\.\d+)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/.exec(text) ?? [];
  const factor = factors[unit];
  return digits === "" || factor === undefined ? undefined : Number(digits) * factor;
};

export const cpuText = (mhz: number): string => (mhz % 1000 === 0 ? String(mhz / 1000) : `${String(mhz)}m`);

export const memoryText = (mb: number): string => (mb % 1024 === 0 ? `${String(mb / 1024)}Gi` : `${String(mb)}Mi`);
