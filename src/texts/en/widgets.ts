export const widgets = {
  "widgets.badSlider": "A slider from {min} to {max} in steps of {step} cannot stand at {value}.",
  "widgets.badSliderHint": "min must be less than max, step more than 0, and value between min and max.",
  "widgets.notListed": "{value} is not one of {labels}.",
  "widgets.notListedHint": "Give the list at least one value, and choose one of them.",
  "widgets.noControl": "interact can make no control of {value} for {name}.",
  "widgets.noControlHint":
    "Give a number, a boolean, a text, [min, max], [min, max, step], a list of texts, or a control.",
} as const;
