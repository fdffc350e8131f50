// Shows the description of the API. No validator is named: it would ask another site about this one.
SwaggerUIBundle({
  url: document.querySelector('link[rel="alternate"]').href,
  dom_id: "#main",
  deepLinking: true,
  defaultModelsExpandDepth: -1,
  docExpansion: "list",
  tryItOutEnabled: true,
  validatorUrl: null,
});
