from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Renders every form with our own field template."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
