from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Renders every form with our own field template."""
