/* Colors Python the way the page's own code is colored (by Pygments, with its class names), so that nothing
   changes color when you type. Only what has a color of its own is told apart. */

const words = (text) => new Set(text.split(" "));

const KEYWORDS = words(
  "as assert async await break class continue def del elif else except finally for from global if import lambda " +
    "nonlocal pass raise return try while with yield",
);
const CONSTANTS = words("True False None");
const WORD_OPERATORS = words("and in is not or");
const SELF = words("self cls Ellipsis NotImplemented");
const BUILTINS = words(
  "__import__ abs aiter all any anext bin bool bytearray breakpoint bytes callable chr classmethod compile complex " +
    "delattr dict dir divmod enumerate eval filter float format frozenset getattr globals hasattr hash hex id input " +
    "int isinstance issubclass iter len list locals map max memoryview min next object oct open ord pow print " +
    "property range repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip",
);
const EXCEPTIONS = words(
  "ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError " +
    "BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError " +
    "ConnectionResetError DeprecationWarning EOFError EnvironmentError Exception ExceptionGroup FileExistsError " +
    "FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning " +
    "IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError " +
    "MemoryError ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError OverflowError " +
    "PendingDeprecationWarning PermissionError ProcessLookupError RecursionError ReferenceError ResourceWarning " +
    "RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit " +
    "TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError " +
    "UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError",
);

/* What stands at a place in the code, tried in this order. Where `^` is the beginning of a line, the flag is m. */
const TOKENS = [
  ["c1", /#.*/y],
  ["nn", /(?<=^[ \t]*from[ \t]+)[\w.]+|(?<=^[ \t]*import[ \t][\w., \t]*)(?!as\b)[\w.]+/my],
  ["nf", /(?<=\bdef[ \t]+)(?!__(?!post_init__))[\p{L}_][\p{L}\p{N}_]*/uy],
  ["nc", /(?<=\bclass[ \t]+)[\p{L}_][\p{L}\p{N}_]*/uy],
  ["nd", /(?<=^[ \t]*)@\w+/my],
  ["k", /(?<=^[ \t]*)(?:match|case)\b(?![ \t]*[:,;=^&|@~)\]}.])/my],
  ["n", /(?<=\.)[\p{L}_][\p{L}\p{N}_]*/uy],
  ["name", /[\p{L}_][\p{L}\p{N}_]*/uy],
  ["mf", /(?:\d[\d_]*\.[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?j?|\d[\d_]*e[+-]?\d+j?/iy],
  ["mi", /0[xob][\da-f_]+|\d[\d_]*j?/iy],
  ["o", /[!=<>]=|:=|<<|>>|[-~+/*%=<>&^|.@]/y],
  ["p", /[\][{}:(),;]/y],
];
const STRING = /(?<prefix>[rbuft]{0,2})(?<quote>"""|'''|"|')/iy;
const ESCAPE = /\\(?:[\\abfnrtv"'\n]|N\{[^}]*\}|u[\da-f]{4}|U[\da-f]{8}|x[\da-f]{2}|[0-7]{1,3})/iy;

/** The code as HTML. */
export function colored(code) {
  const reader = new Reader(code);
  while (!reader.isAtEnd) reader.token();
  return reader.found
    .map(([cls, text]) => (cls ? `<span class="${cls}">${escaped(text)}</span>` : escaped(text)))
    .join("");
}

const escaped = (text) => text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);

function kindOf(name) {
  if (CONSTANTS.has(name)) return "kc";
  if (WORD_OPERATORS.has(name)) return "ow";
  if (KEYWORDS.has(name)) return "k";
  if (SELF.has(name)) return "bp";
  if (BUILTINS.has(name)) return "nb";
  if (EXCEPTIONS.has(name)) return "ne";
  return "n";
}

/* Goes through the code once; `found` holds [class, text] of all that it has passed. */
class Reader {
  at = 0;
  found = [];

  constructor(code) {
    this.code = code;
  }

  get isAtEnd() {
    return this.at >= this.code.length;
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    return pattern.exec(this.code);
  }

  sees(text) {
    return this.code.startsWith(text, this.at);
  }

  take(cls, length) {
    const text = this.code.slice(this.at, this.at + length);
    const last = this.found.at(-1);
    if (last?.[0] === cls) last[1] += text;
    else this.found.push([cls, text]);
    this.at += length;
  }

  token() {
    const string = this.match(STRING);
    if (string) return this.string(string.groups);
    for (const [cls, pattern] of TOKENS) {
      const [text] = this.match(pattern) ?? [];
      if (text) return this.take(cls === "name" ? kindOf(text) : cls, text.length);
    }
    return this.take("", 1);
  }

  string({ prefix, quote }) {
    const line = this.code.slice(this.code.lastIndexOf("\n", this.at - 1) + 1, this.at);
    const isDocstring = quote.length === 3 && !line.trim();
    const cls = isDocstring ? "sd" : "s2";
    const hasFields = /[ft]/i.test(prefix);
    const hasEscapes = !/r/i.test(prefix) && !isDocstring;
    this.take(isDocstring ? cls : "sa", prefix.length);
    this.take(cls, quote.length);
    while (!this.isAtEnd && !this.sees(quote)) {
      if (quote.length === 1 && this.sees("\n")) return; // it has no end yet
      const escape = hasEscapes && this.match(ESCAPE);
      if (escape) this.take("se", escape[0].length);
      else if (this.sees("\\")) this.take(cls, 2);
      else if (hasFields && (this.sees("{{") || this.sees("}}"))) this.take("se", 2);
      else if (hasFields && this.sees("{")) this.field(quote);
      else this.take(cls, 1);
    }
    this.take(cls, quote.length);
  }

  /* A field of an f-string: {expression!r:format}. */
  field(quote) {
    this.take("si", 1);
    for (let depth = 0; !this.isAtEnd && !this.sees(quote); ) {
      const sign = this.code[this.at];
      if (depth === 0 && (sign === "}" || sign === ":" || (sign === "!" && !this.sees("!=")))) break;
      if ("([{".includes(sign)) depth += 1;
      if (")]}".includes(sign)) depth -= 1;
      this.token();
    }
    if (this.sees("!")) this.take("si", 2);
    if (this.sees(":")) {
      this.take("si", 1);
      while (!this.isAtEnd && !this.sees("}") && !this.sees(quote)) {
        if (this.sees("{")) this.field(quote);
        else this.take("s2", 1);
      }
    }
    if (this.sees("}")) this.take("si", 1);
  }
}
