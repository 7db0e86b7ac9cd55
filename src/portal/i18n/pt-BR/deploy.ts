import type { deploy as english } from "../en/deploy.js";

export const deploy: Readonly<Record<keyof typeof english, string>> = {
  "deploy.title": "Implantar modelo",
  "deploy.editTitle": "Editar {name}",
  "deploy.model": "Modelo",
  "deploy.version": "Versão do modelo: {version} (padrão)",
  "deploy.name": "Nome da implantação",
  "deploy.nameFault": "De 2 a 64 letras, dígitos, pontos, traços ou sublinhados.",
  "deploy.replaces": "Já existe uma implantação com este nome. Ela passará a responder com este modelo.",
  "deploy.type": "Tipo de implantação",
  "deploy.standard": "Padrão (Standard)",
  "deploy.capacity": "Limite de taxa de tokens por minuto (milhares)",
  "deploy.capacityFault": "Um número inteiro a partir de 1.",
  "deploy.filter": "Filtro de conteúdo",
  "deploy.filterDefault": "Padrão",
  "deploy.dynamic": "Habilitar cota dinâmica",
  "deploy.failed": "A implantação não foi feita",
  "deploy.started": "{name} está sendo implantado.",
  "deploy.changed": "{name} foi alterado.",
};
