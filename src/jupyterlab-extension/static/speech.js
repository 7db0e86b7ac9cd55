// What the page says in the language of an output; numbers too.

const DEFAULT = "en";

/**
 * Makes what says the words of a dictionary in a language that an output names; English where that is not one of ours.
 * `words` are dictionaries by language. Texts are those of the library: `{name}` is a parameter, and of two forms divided
 * by `|` the first is of one.
 */
export function makeSpeech(words, language) {
  const locale = typeof language === "string" && Object.hasOwn(words, language) ? language : DEFAULT;
  const numbers = new Intl.NumberFormat(locale);
  const plurals = new Intl.PluralRules(locale);
  return function say(key, parameters = {}) {
    const forms = words[locale][key].split("|");
    const form = forms.length === 2 && plurals.select(parameters.n) !== "one" ? forms[1] : forms[0];
    // What ends a sentence by itself takes the place of the text's full stop, as in the library.
    return form.replace(/\{(\w+)\}(\.(?!\S))?/g, (_, name, stop = "") => {
      const value = parameters[name];
      const said = typeof value === "number" ? numbers.format(value) : String(value);
      return /[.!?…]$/.test(said) ? said : `${said}${stop}`;
    });
  };
}
