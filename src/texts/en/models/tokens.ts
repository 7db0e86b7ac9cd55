export const tokens = {
  "tokens.special": "The text holds the special token {token}, which steers a model instead of being read.",
  "tokens.specialHint":
    "Remove it from the text, count it as plain text with encodeOrdinary, or pass {code} if you mean the token.",
  "tokens.unknown": "{id} is not a token of {encoding}.",
  "tokens.unknownHint":
    "Decode with the encoding that the ids were made with; each encoding numbers its tokens in its own way.",
  "tokens.noPrice": 'The price list of {date} has no {training} training price for "{model}".',
  "tokens.noPriceHint": "Pass a catalog with the price of your contract, or use one of the models in MODEL_CATALOG.",
  "tokens.noValues": "There are no values to describe.",
  "tokens.noValuesHint": "Check that the file was read: an empty dataset has no distribution.",
  "tokens.badShare": "A quantile's share must be 0 to 1, got {share}.",
  "tokens.badShareHint": "The 95th percentile is 0.95.",
  "tokens.noEncoding": '"{name}" is not an encoding.',
  "tokens.noEncodingHint": "Use one of {names}; today's models use o200k_base.",
  "tokens.noModelEncoding": 'No encoding is known for the model "{model}".',
  "tokens.noModelEncodingHint":
    'Name the encoding yourself with getEncoding("o200k_base"); a model that is not OpenAI\'s has a tokenizer of its own.',
} as const;
