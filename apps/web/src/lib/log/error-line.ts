/** Words by which a line says that something failed; a count of none is no failure. */
const failure =
  /\b(?:ERROR|ERR|FATAL|PANIC|CRITICAL|CRIT|EMERG|Error|Exception|Fatal|Traceback|panic|fatal|error:|level=error)\b|\bFATAL\b|: error\b/;
const none = /\b(?:0|no) errors?\b/i;

export const isErrorLine = (text: string): boolean => {
  const start = text.slice(0, 400);
  return failure.test(start) && !none.test(start);
};
