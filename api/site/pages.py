"""The pages of the residents' site, as the rest of the application uses them; see `api.site`."""

from api.site.layout import content_security_policy, map_settings, origin, render, respond_page
from api.site.routes import mount_assets, pages

__all__ = [
    "content_security_policy",
    "map_settings",
    "mount_assets",
    "origin",
    "pages",
    "render",
    "respond_page",
]
