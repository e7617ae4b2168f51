from django.urls import URLPattern, path

from volunteers.api import quotes as quotes_api
from volunteers.api import stories as api
from volunteers.views import quote_consents, quotes, stories

urlpatterns: list[URLPattern] = [
    path("stories/", stories.stories, name="stories"),
    path("stories/new/", stories.story_new, name="story-new"),
    path("stories/feed/", stories.story_feed, name="story-feed"),
    path("stories/<str:code>/", stories.story, name="story"),
    path("stories/<str:code>/changes/", stories.story_changes, name="story-changes"),
    path("stories/<str:code>/publication/", stories.story_publication, name="story-publication"),
    path("stories/<str:code>/withdrawal/", stories.story_withdrawal, name="story-withdrawal"),
    path("stories/<str:code>/review/", stories.story_review, name="story-review"),
    path("stories/<str:code>/quotes/", quotes.story_quotes, name="story-quotes"),
    path("stories/<str:code>/quotes/<str:answer>/", quotes.story_quote_new, name="story-quote-new"),
    path("organised-stories/", stories.organised_stories, name="organised-stories"),
    path("story-reviews/", stories.story_reviews, name="story-reviews"),
    path("quotes/", quotes.quotes, name="quotes"),
    path("quote-consents/<str:token>/", quote_consents.quote_guardian, name="quote-guardian"),
    path(
        "quote-consents/<str:token>/withdrawal/",
        quote_consents.quote_guardian_withdrawal,
        name="quote-guardian-withdrawal",
    ),
    path("quotes/<str:code>/", quotes.quote, name="quote"),
    path("quotes/<str:code>/changes/", quotes.quote_changes, name="quote-changes"),
    path("quotes/<str:code>/removal/", quotes.quote_removal, name="quote-removal"),
    path("quotes/<str:code>/consent/", quotes.quote_consent, name="quote-consent"),
    path("quotes/<str:code>/refusal/", quotes.quote_refusal, name="quote-refusal"),
    path("quotes/<str:code>/withdrawal/", quotes.quote_withdrawal, name="quote-withdrawal"),
]
api_urlpatterns: list[URLPattern] = [
    path("stories/", api.StoryList.as_view(), name="stories"),
    path("stories/<str:code>/", api.StoryDetail.as_view(), name="story"),
    path("stories/<str:code>/publication/", api.StoryPublication.as_view(), name="story-publication"),
    path("stories/<str:code>/withdrawal/", api.StoryWithdrawal.as_view(), name="story-withdrawal"),
    path("stories/<str:code>/review/", api.StoryReview.as_view(), name="story-review"),
    path("stories/<str:code>/quotes/", quotes_api.StoryQuotes.as_view(), name="story-quotes"),
    path("organised-stories/", api.OrganisedStoryList.as_view(), name="organised-stories"),
    path("story-reviews/", api.StoryReviewList.as_view(), name="story-reviews"),
    path("quotes/", quotes_api.QuoteList.as_view(), name="quotes"),
    path("quotes/<str:code>/", quotes_api.QuoteDetail.as_view(), name="quote"),
    path("quotes/<str:code>/consent/", quotes_api.QuoteConsent.as_view(), name="quote-consent"),
    path("quotes/<str:code>/refusal/", quotes_api.QuoteRefusal.as_view(), name="quote-refusal"),
    path("quotes/<str:code>/withdrawal/", quotes_api.QuoteWithdrawal.as_view(), name="quote-withdrawal"),
]
