import type { charts as english } from "../en/charts.js";

export const charts: Readonly<Record<keyof typeof english, string>> = {
  "chart.step": "passo",
  "chart.epoch": "época {n}|época {n}",
  "chart.best": "melhor",
  "chart.keys":
    "Teclas: + e − ampliam, setas movem a cruz, Shift e setas movem a vista, 0 mostra tudo. Os números estão em “Mostrar como tabela”.",
  "chart.smoothing": "Suavização",
  "chart.log": "Logarítmica",
  "chart.showAll": "Mostrar tudo",
  "chart.asTable": "Mostrar como tabela",
  "chart.notYet": "Ainda não há medições. As curvas começam no primeiro passo.",
  "chart.none": "Este trabalho não fez nenhum passo; não há o que desenhar.",
  "chart.overfitting": "A perda de validação sobe desde o passo {step}: sobreajuste?",
  "chart.overfittingWhy":
    "O modelo continua decorando os exemplos de treinamento, mas piora nos que não viu. Menos épocas, ou o ponto de verificação marcado como melhor, podem responder melhor.",
  "chart.title.loss": "Perda por passo",
  "chart.title.accuracy": "Acerto de tokens por passo",
  "chart.title.preference": "Acerto de preferências por passo",
  "chart.title.margin": "Margem de recompensa por passo",
  "chart.axis.loss": "nats por token",
  "chart.axis.accuracy": "proporção certa",
  "chart.axis.preference": "proporção de pares",
  "chart.axis.margin": "margem",
  "chart.train_loss": "treinamento",
  "chart.valid_loss": "validação, um lote",
  "chart.full_valid_loss": "validação, conjunto todo",
  "chart.train_mean_token_accuracy": "acerto no treinamento",
  "chart.valid_mean_token_accuracy": "acerto na validação, um lote",
  "chart.full_valid_mean_token_accuracy": "acerto na validação, conjunto todo",
  "chart.preference_accuracy": "resposta preferida em primeiro",
  "chart.reward_margin": "margem de recompensa",
};
